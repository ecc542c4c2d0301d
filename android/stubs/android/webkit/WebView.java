package android.webkit;

import android.content.Context;
import android.content.pm.PackageInfo;
import android.view.View;
import stubs.Phone;

public class WebView extends View {
    public WebView(Context context) { super(context); }

    public static PackageInfo getCurrentWebViewPackage() { return Phone.webView; }
    public boolean canGoBack() { return false; }
    public void goBack() {}
    public void onPause() {}
    public void onResume() {}
}
