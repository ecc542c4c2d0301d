package android.app;

import java.util.*;

public class NotificationManager {
    public static final int IMPORTANCE_LOW = 2;
    public final Map<Integer, Notification> shown = new HashMap<>();
    public final List<NotificationChannel> channels = new ArrayList<>();

    public void notify(int id, Notification notification) { shown.put(id, notification); }
    public void createNotificationChannel(NotificationChannel channel) { channels.add(channel); }
}
