package android.net;

public final class NetworkCapabilities {
    public static final int NET_CAPABILITY_NOT_METERED = 11;
    public boolean isMetered;

    public boolean hasCapability(int capability) { return capability == NET_CAPABILITY_NOT_METERED && !isMetered; }
}
