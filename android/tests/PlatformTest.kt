package org.kentongan.phone

import android.content.Intent
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import android.net.Uri
import android.provider.Settings
import java.io.File
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test
import stubs.Phone

class PlatformTest : Begun() {
    private val connectivity get() = Phone.service(ConnectivityManager::class.java)

    @Test
    fun the_telephone_opens_with_the_number_filled_in() {
        assertTrue(platform.dial("129"))
        val dial = Phone.started.single()
        assertEquals("android.intent.action.DIAL tel:129", "${dial.action} ${dial.data}")
        assertTrue("from outside a screen", dial.flags and Intent.FLAG_ACTIVITY_NEW_TASK != 0)
        Phone.nobodyTakes += Intent.ACTION_DIAL
        assertFalse(platform.dial("129"))
    }

    @Test
    fun a_link_opens_in_the_app_that_is_there_for_it() {
        assertTrue(platform.openLink("https://wa.me/62000"))
        val view = Phone.started.single()
        assertEquals("android.intent.action.VIEW https://wa.me/62000", "${view.action} ${view.data}")
        Phone.nobodyTakes += Intent.ACTION_VIEW
        assertFalse(platform.openLink("https://wa.me/62000"))
    }

    @Test
    fun a_shared_file_is_reached_by_whom_it_is_sent_to_and_goes_at_the_next_one() {
        assertTrue(platform.share("one.kentongan", byteArrayOf(1, 2, 3)))
        assertTrue(platform.share("two.kentongan", byteArrayOf(4, 5)))
        assertEquals(listOf("two.kentongan"), inCache("carry"))
        val send = Phone.started.last().getParcelableExtra<Intent>(Intent.EXTRA_INTENT)!!
        val uri = send.getParcelableExtra<Uri>(Intent.EXTRA_STREAM)
        assertEquals("content://org.kentongan.phone.files/carry/two.kentongan", uri.toString())
        assertEquals(listOf<Byte>(4, 5), Phone.provided.getValue(uri.toString()).readBytes().toList())
        assertEquals(uri, send.clipData.uri)
        assertEquals(Intent.FLAG_GRANT_READ_URI_PERMISSION, send.flags)
        assertEquals("application/octet-stream", send.type)
        Phone.nobodyTakes += Intent.ACTION_CHOOSER
        assertFalse(platform.share("three.kentongan", ByteArray(1)))
    }

    @Test
    fun a_shared_file_outlives_a_start_for_an_hour_because_whoever_takes_it_may_start_us() {
        platform.share("one.kentongan", ByteArray(1))
        start()
        assertEquals(listOf("one.kentongan"), inCache("carry"))
        val file = File(folder, "cache/carry/one.kentongan")
        for (wrong in listOf(-Files.SHARED_FOR - 1000, 60_000L)) {
            file.createNewFile()
            file.setLastModified(System.currentTimeMillis() + wrong)
            start()
            assertEquals(emptyList<String>(), inCache("carry"))
        }
    }

    @Test
    fun a_shared_file_has_a_name_and_no_path() {
        assertThrows(IllegalArgumentException::class.java) { platform.share("../files/vault.db", ByteArray(1)) }
    }

    @Test
    fun the_network_is_told_as_it_is_and_a_change_is_told_once() {
        assertEquals(Network.NONE, platform.network())
        assertEquals(Network.NONE, platform.network())
        val callback = connectivity.watching.single()
        val wifi = android.net.Network()
        repeat(3) { callback.onCapabilitiesChanged(wifi, NetworkCapabilities()) }
        assertEquals(Network.UNMETERED, platform.network())
        assertEquals(listOf("networkChanged"), Native.calledSoFar())
        val mobile = android.net.Network()
        callback.onCapabilitiesChanged(mobile, NetworkCapabilities().apply { isMetered = true })
        assertEquals(Network.METERED, platform.network())
        callback.onLost(mobile)
        assertEquals(Network.NONE, platform.network())
        assertEquals(listOf("networkChanged", "networkChanged"), Native.calledSoFar())
    }

    @Test
    fun a_network_that_was_there_before_is_known_at_once() {
        connectivity.active = android.net.Network()
        connectivity.capabilities = NetworkCapabilities().apply { isMetered = true }
        assertEquals(Network.METERED, platform.network())
    }

    @Test
    fun the_phone_says_what_it_is() {
        assertEquals("Maker Model 1", platform.model())
        assertEquals("Android 11 (API 30)", platform.system())
        assertEquals(File(folder, "files").path, platform.filesDir())
        assertTrue(platform.freeSpace() > 0)
    }

    @Test
    fun whether_the_battery_holds_sending_back_and_where_that_is_set() {
        assertTrue(platform.batteryRestricted())
        Phone.ignoresBattery = true
        assertFalse(platform.batteryRestricted())
        assertTrue(platform.openBatterySettings())
        assertEquals(Settings.ACTION_IGNORE_BATTERY_OPTIMIZATION_SETTINGS, Phone.started.single().action)
    }
}
