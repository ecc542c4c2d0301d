package android.webkit;

import android.content.Context;
import stubs.Phone;

public abstract class WebSettings {
    public static final int MENU_ITEM_SHARE = 1;
    public static final int MENU_ITEM_WEB_SEARCH = 2;
    public static final int MENU_ITEM_PROCESS_TEXT = 4;

    public static String getDefaultUserAgent(Context context) {
        if (Phone.userAgent == null) throw new IllegalStateException("no web view");
        return Phone.userAgent;
    }
    public abstract int getDisabledActionModeMenuItems();
    public abstract void setDisabledActionModeMenuItems(int menuItems);
    public abstract int getTextZoom();
    public abstract void setTextZoom(int textZoom);
    public abstract boolean getJavaScriptEnabled();
    public abstract void setJavaScriptEnabled(boolean flag);
    public abstract boolean getDomStorageEnabled();
    public abstract void setDomStorageEnabled(boolean flag);
    public abstract void setGeolocationEnabled(boolean flag);
    public abstract boolean getDatabaseEnabled();
    public abstract void setDatabaseEnabled(boolean flag);
    public abstract boolean getMediaPlaybackRequiresUserGesture();
    public abstract void setMediaPlaybackRequiresUserGesture(boolean require);
    public abstract boolean getJavaScriptCanOpenWindowsAutomatically();
    public abstract void setJavaScriptCanOpenWindowsAutomatically(boolean flag);
}
