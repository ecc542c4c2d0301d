package android.webkit;

import android.content.Context;
import android.content.pm.PackageInfo;
import android.view.View;
import android.view.inputmethod.EditorInfo;
import android.view.inputmethod.InputConnection;
import java.util.Map;
import stubs.Phone;

public class WebView extends View {
    /** What is typed goes through it. */
    public final InputConnection typing = new InputConnection() {};
    private final WebSettings settings = new Settings();

    public WebView(Context context) { super(context); }

    public static PackageInfo getCurrentWebViewPackage() { return Phone.webView; }
    public WebSettings getSettings() { return settings; }
    public boolean canGoBack() { return false; }
    public void goBack() {}
    public void onPause() {}
    public void onResume() {}
    public void loadUrl(String url) {}
    public void loadUrl(String url, Map<String, String> additionalHttpHeaders) {}
    public void loadDataWithBaseURL(String baseUrl, String data, String mimeType, String encoding, String historyUrl) {}
    public void evaluateJavascript(String script, ValueCallback<String> resultCallback) {}
    public void clearCache(boolean includeDiskFiles) {}
    public void clearHistory() {}
    public void clearFormData() {}
    @Override
    public InputConnection onCreateInputConnection(EditorInfo outAttrs) { return typing; }

    private static final class Settings extends WebSettings {
        private int disabled;
        private int zoom = 100;

        public int getDisabledActionModeMenuItems() { return disabled; }
        public void setDisabledActionModeMenuItems(int menuItems) { disabled = menuItems; }
        public int getTextZoom() { return zoom; }
        public void setTextZoom(int textZoom) { zoom = textZoom; }
        public boolean getJavaScriptEnabled() { return false; }
        public void setJavaScriptEnabled(boolean flag) {}
        public boolean getDomStorageEnabled() { return false; }
        public void setDomStorageEnabled(boolean flag) {}
        public void setGeolocationEnabled(boolean flag) {}
        public boolean getDatabaseEnabled() { return false; }
        public void setDatabaseEnabled(boolean flag) {}
        public boolean getMediaPlaybackRequiresUserGesture() { return true; }
        public void setMediaPlaybackRequiresUserGesture(boolean require) {}
        public boolean getJavaScriptCanOpenWindowsAutomatically() { return false; }
        public void setJavaScriptCanOpenWindowsAutomatically(boolean flag) {}
    }
}
