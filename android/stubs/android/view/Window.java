package android.view;

public class Window {
    public int flags;
    public boolean hasDarkStatusIcons;
    public boolean hasDarkNavigationIcons;
    private final View decor = new View(null);

    public void addFlags(int flags) { this.flags |= flags; }
    public final View getDecorView() { return decor; }
}
