// Which network there is. Android forbids asking inside its own callback, so the last state is kept.
package org.kentongan.phone

import android.content.Context
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.net.Network as AndroidNetwork

class Network(private val context: Context) {
    private var isWatched = false
    private var seen = Seen(null, UNKNOWN)

    private data class Seen(val network: AndroidNetwork?, val state: Int)

    private val callback = object : ConnectivityManager.NetworkCallback() {
        override fun onCapabilitiesChanged(network: AndroidNetwork, capabilities: NetworkCapabilities) =
            see(Seen(network, state(capabilities)))

        override fun onLost(network: AndroidNetwork) = see(Seen(null, NONE))
    }

    @Synchronized
    fun state(): Int {
        if (!isWatched) watch()
        return seen.state
    }

    private fun watch() {
        val connectivity = context.getSystemService(ConnectivityManager::class.java)
        val network = connectivity.activeNetwork
        val capabilities = network?.let(connectivity::getNetworkCapabilities)
        seen = if (capabilities == null) Seen(null, NONE) else Seen(network, state(capabilities))
        connectivity.registerDefaultNetworkCallback(callback)
        isWatched = true
    }

    /** Android also calls this for every change of signal strength. */
    private fun see(now: Seen) {
        val changed = synchronized(this) { (seen != now).also { seen = now } }
        if (changed) Native.networkChanged()
    }

    private fun state(capabilities: NetworkCapabilities): Int =
        if (capabilities.hasCapability(NetworkCapabilities.NET_CAPABILITY_NOT_METERED)) UNMETERED else METERED

    /** Rust reads the same numbers: src/device/android. */
    companion object {
        const val UNKNOWN = 0
        const val NONE = 1
        const val METERED = 2
        const val UNMETERED = 3
    }
}
