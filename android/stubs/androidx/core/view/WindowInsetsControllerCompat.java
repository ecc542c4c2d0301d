package androidx.core.view;

import android.view.View;
import android.view.Window;

public final class WindowInsetsControllerCompat {
    private final Window window;

    public WindowInsetsControllerCompat(Window window, View view) { this.window = window; }
    public boolean isAppearanceLightStatusBars() { return window.hasDarkStatusIcons; }
    public void setAppearanceLightStatusBars(boolean isLight) { window.hasDarkStatusIcons = isLight; }
    public boolean isAppearanceLightNavigationBars() { return window.hasDarkNavigationIcons; }
    public void setAppearanceLightNavigationBars(boolean isLight) { window.hasDarkNavigationIcons = isLight; }
}
