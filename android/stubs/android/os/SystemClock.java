package android.os;

import stubs.Phone;

public final class SystemClock {
    public static long elapsedRealtime() { return Phone.elapsed; }
}
