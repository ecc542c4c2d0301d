package android.app;

import android.content.Context;
import android.content.Intent;

public final class PendingIntent {
    public static final int FLAG_IMMUTABLE = 67108864;
    public Intent intent;
    public int flags;

    public static PendingIntent getActivity(Context context, int requestCode, Intent intent, int flags) {
        PendingIntent made = new PendingIntent();
        made.intent = intent;
        made.flags = flags;
        return made;
    }
}
