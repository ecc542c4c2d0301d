package android.webkit;

import android.content.Context;
import stubs.Phone;

public abstract class WebSettings {
    public static String getDefaultUserAgent(Context context) {
        if (Phone.userAgent == null) throw new IllegalStateException("no web view");
        return Phone.userAgent;
    }
}
