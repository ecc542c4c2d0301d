package android.view;

import android.content.Context;
import android.view.inputmethod.EditorInfo;
import android.view.inputmethod.InputConnection;
import androidx.core.view.OnApplyWindowInsetsListener;

public class View {
    public OnApplyWindowInsetsListener insetsListener;
    public static final int IMPORTANT_FOR_AUTOFILL_NO_EXCLUDE_DESCENDANTS = 8;
    public final int[] padding = new int[4];
    private int importantForAutofill;

    private final Context context;

    public View(Context context) { this.context = context; }

    public final Context getContext() { return context; }

    public boolean post(Runnable action) {
        action.run();
        return true;
    }

    public int getImportantForAutofill() { return importantForAutofill; }

    public void setImportantForAutofill(int mode) { importantForAutofill = mode; }

    public InputConnection onCreateInputConnection(EditorInfo outAttrs) { return null; }

    public void setPadding(int left, int top, int right, int bottom) {
        padding[0] = left;
        padding[1] = top;
        padding[2] = right;
        padding[3] = bottom;
    }
}
