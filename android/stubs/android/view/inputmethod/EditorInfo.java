package android.view.inputmethod;

public class EditorInfo {
    public static final int IME_FLAG_NO_PERSONALIZED_LEARNING = 0x1000000;
    public int imeOptions = 0;
}
