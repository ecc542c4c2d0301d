package android.app;

import android.content.Context;
import android.content.ContextWrapper;
import android.content.Intent;
import android.content.res.Configuration;
import android.os.Bundle;
import android.view.View;
import android.view.Window;
import stubs.Phone;

public class Activity extends ContextWrapper {
    public static final int RESULT_OK = -1;
    public static final int RESULT_CANCELED = 0;
    public boolean isAtTheBack;
    public boolean isFinished;
    public boolean isMadeAnew;
    public Boolean recentsScreenshot;
    private final Window window = new Window();
    private final View content = new View(this);
    private Intent intent = new Intent(Intent.ACTION_MAIN);

    public final Application getApplication() { return Phone.application; }
    public Window getWindow() { return window; }
    public Intent getIntent() { return intent; }
    public void setIntent(Intent newIntent) { intent = newIntent; }
    @SuppressWarnings("unchecked")
    public <T extends View> T findViewById(int id) { return (T) content; }
    public final void runOnUiThread(Runnable action) { action.run(); }
    public void finishAndRemoveTask() { isFinished = true; }
    public boolean isChangingConfigurations() { return isMadeAnew; }
    public void onConfigurationChanged(Configuration newConfig) {}
    public boolean moveTaskToBack(boolean nonRoot) { return isAtTheBack = nonRoot; }
    public void setRecentsScreenshotEnabled(boolean enabled) { recentsScreenshot = enabled; }
    public void onBackPressed() {}
    public void onWindowFocusChanged(boolean hasFocus) {}
    public void onLowMemory() {}
    protected void onCreate(Bundle savedInstanceState) {}
    protected void onStart() {}
    protected void onResume() {}
    protected void onPause() {}
    protected void onStop() {}
    protected void onDestroy() {}
    protected void onNewIntent(Intent intent) {}
    protected void onSaveInstanceState(Bundle outState) {}
}
