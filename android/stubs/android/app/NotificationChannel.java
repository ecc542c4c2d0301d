package android.app;

public final class NotificationChannel {
    private final String id;
    private final CharSequence name;
    private final int importance;
    private int lockscreenVisibility = -1000;

    public NotificationChannel(String id, CharSequence name, int importance) {
        this.id = id;
        this.name = name;
        this.importance = importance;
    }

    public String getId() { return id; }
    public CharSequence getName() { return name; }
    public int getImportance() { return importance; }
    public void setLockscreenVisibility(int lockscreenVisibility) { this.lockscreenVisibility = lockscreenVisibility; }
    public int getLockscreenVisibility() { return lockscreenVisibility; }
}
