package android.os;

import stubs.Phone;

public final class PowerManager {
    public boolean isIgnoringBatteryOptimizations(String packageName) { return Phone.ignoresBattery; }
}
