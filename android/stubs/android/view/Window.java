package android.view;

public class Window {
    public int flags;
    private final View decor = new View(null);

    public View getDecorView() { return decor; }

    public void addFlags(int flags) { this.flags |= flags; }
}
