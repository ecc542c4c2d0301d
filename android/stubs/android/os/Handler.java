package android.os;

import stubs.Phone;

public class Handler {
    public Handler(Looper looper) {}

    public final boolean postDelayed(Runnable r, long delayMillis) {
        Phone.posted.put(r, delayMillis);
        return true;
    }

    public final void removeCallbacks(Runnable r) { Phone.posted.remove(r); }
}
