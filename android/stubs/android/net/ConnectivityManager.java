package android.net;

import java.util.*;

public class ConnectivityManager {
    public static class NetworkCallback {
        public void onAvailable(Network network) {}
        public void onLost(Network network) {}
        public void onCapabilitiesChanged(Network network, NetworkCapabilities networkCapabilities) {}
    }

    public Network active;
    public NetworkCapabilities capabilities;
    public final List<NetworkCallback> watching = new ArrayList<>();

    public Network getActiveNetwork() { return active; }
    public NetworkCapabilities getNetworkCapabilities(Network network) { return capabilities; }
    public void registerDefaultNetworkCallback(NetworkCallback networkCallback) { watching.add(networkCallback); }
}
