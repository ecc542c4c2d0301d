package androidx.webkit;

import android.webkit.WebView;
import java.util.Set;

public class WebViewCompat {
    private WebViewCompat() {}

    public static ScriptHandler addDocumentStartJavaScript(WebView webview, String script, Set<String> allowedOriginRules) {
        throw new IllegalStateException("not supported");
    }
}
