package org.kentongan.phone

import android.app.AlertDialog
import android.content.Intent
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import stubs.Phone

class PageDrawerTest : Begun() {
    /** What the person is told by a new screen. */
    private fun told(version: String?, userAgent: String? = null): AlertDialog? {
        platform.drawsPage = true
        Phone.webView.versionName = version
        Phone.userAgent = userAgent
        Phone.dialogs.clear()
        screen()
        return Phone.dialogs.singleOrNull()
    }

    @Test
    fun a_web_view_that_is_new_enough_draws_and_nothing_is_said() {
        for (version in listOf("80.0.3987.99", "119.0.6045.163", "80")) {
            assertEquals(null, told(version))
            assertTrue(platform.canDraw())
        }
    }

    @Test
    fun one_that_is_too_old_or_does_not_start_is_told_of_and_nothing_is_drawn() {
        val older = "Mozilla/5.0 (Linux; Android 8.0.0; wv) AppleWebKit/537.36 Version/4.0 Chrome/61.0.3163.98 Mobile"
        for ((version, userAgent) in listOf("61.0.3163.98" to older, "79.9" to null, null to null, "x" to "x")) {
            val dialog = told(version, userAgent)!!
            assertFalse(dialog.isCancelable)
            assertFalse("$version", platform.canDraw())
        }
    }

    @Test
    fun one_that_its_maker_numbers_otherwise_is_known_by_what_it_says_of_itself() {
        val newer = "Mozilla/5.0 (Linux; Android 10; wv) AppleWebKit/537.36 Version/4.0 Chrome/92.0.4515.105 Mobile"
        assertEquals(null, told("12.0.4.301", newer))
        assertTrue(platform.canDraw())
    }

    @Test
    fun without_a_web_view_the_person_is_told() {
        Phone.webView = null
        screen()
        Phone.dialogs.single().buttons.getValue("Perbarui").onClick(null, 0)
        assertEquals("market://details?id=com.google.android.webview", Phone.started.single().data.toString())
    }

    @Test
    fun one_button_opens_the_store_where_it_is_updated_and_both_end_the_app() {
        Phone.webView.packageName = "com.android.chrome"
        val dialog = told("61.0.3163.98")!!
        assertEquals(listOf("Perbarui", "Tutup"), dialog.buttons.keys.sorted())
        dialog.buttons.getValue("Perbarui").onClick(dialog, 0)
        assertEquals("market://details?id=com.android.chrome", Phone.started.single().data.toString())
        assertTrue(Phone.hasEnded)
        Phone.hasEnded = false
        told("61.0.3163.98")!!.buttons.getValue("Tutup").onClick(dialog, 0)
        assertTrue(Phone.hasEnded)
        assertEquals(1, Phone.started.size)
    }

    @Test
    fun where_there_is_no_store_there_is_no_button_for_it() {
        Phone.nobodyTakes += Intent.ACTION_VIEW
        assertEquals(setOf("Tutup"), told("61.0.3163.98")!!.buttons.keys)
    }

    @Test
    fun it_is_said_in_both_languages() {
        assertTrue(told("61.0.3163.98")!!.message.contains("Perbarui atau aktifkan “Android System WebView”"))
        Phone.language = "en"
        assertTrue(told("61.0.3163.98")!!.message.contains("Update or switch on “Android System WebView”"))
    }
}
