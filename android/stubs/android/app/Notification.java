package android.app;

import android.content.Context;

public class Notification {
    public static final int VISIBILITY_SECRET = -1;
    public CharSequence title;
    public String channel;
    public int icon;
    public int visibility = 7;
    public boolean goesWhenTapped;
    public PendingIntent contentIntent;

    public static class Builder {
        private final Notification made = new Notification();

        public Builder(Context context, String channelId) { made.channel = channelId; }
        public Builder setSmallIcon(int icon) { made.icon = icon; return this; }
        public Builder setContentTitle(CharSequence title) { made.title = title; return this; }
        public Builder setVisibility(int visibility) { made.visibility = visibility; return this; }
        public Builder setContentIntent(PendingIntent intent) { made.contentIntent = intent; return this; }
        public Builder setAutoCancel(boolean autoCancel) { made.goesWhenTapped = autoCancel; return this; }
        public Notification build() { return made; }
    }
}
