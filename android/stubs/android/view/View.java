package android.view;

import android.content.Context;
import androidx.core.view.OnApplyWindowInsetsListener;

public class View {
    public OnApplyWindowInsetsListener insetsListener;
    public final int[] padding = new int[4];

    public View(Context context) {}

    public void setPadding(int left, int top, int right, int bottom) {
        padding[0] = left;
        padding[1] = top;
        padding[2] = right;
        padding[3] = bottom;
    }
}
