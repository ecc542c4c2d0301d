package org.kentongan.phone

import android.Manifest
import android.content.Intent
import android.content.res.Configuration
import android.net.Uri
import android.os.Build
import android.os.Bundle
import android.view.View
import android.view.WindowManager
import android.view.inputmethod.EditorInfo
import android.webkit.WebSettings
import androidx.core.graphics.Insets
import androidx.core.view.WindowInsetsCompat
import dev.dioxus.main.MainActivity
import dev.dioxus.main.RustWebView
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import stubs.Phone

class ScreenTest : Begun() {
    @Test
    fun back_is_dealt_with_by_the_screens() {
        val screen = screen()
        screen.onBackPressedDispatcher.onBackPressed()
        assertEquals(listOf("back"), Native.calledSoFar())
        assertEquals(0, screen.onBackPressedDispatcher.leftToAndroid)
    }

    @Test
    fun back_is_left_to_android_while_nobody_listens_and_asked_again_the_next_time() {
        val screen = screen()
        Native.dealsWithBack = false
        repeat(2) { screen.onBackPressedDispatcher.onBackPressed() }
        assertEquals(2, screen.onBackPressedDispatcher.leftToAndroid)
        assertEquals(listOf("back", "back"), Native.calledSoFar())
        // wry's own way back through the web page's history would leave a half-filled form.
        assertFalse(screen.handleBackNavigation)
    }

    @Test
    fun leaving_puts_the_screen_at_the_back() {
        platform.leave()
        val screen = screen()
        platform.leave()
        assertTrue(screen.isAtTheBack)
    }

    @Test
    fun no_picture_is_taken_of_the_screen() {
        val older = screen()
        assertTrue(older.window.flags and WindowManager.LayoutParams.FLAG_SECURE != 0)
        val filledIn = older.window.decorView.importantForAutofill
        assertEquals(View.IMPORTANT_FOR_AUTOFILL_NO_EXCLUDE_DESCENDANTS, filledIn)
        assertNull(older.recentsScreenshot)
        Build.VERSION.SDK_INT = 33
        assertEquals(false, screen().recentsScreenshot)
    }

    private fun page(screen: MainActivity) =
        RustWebView(screen, emptyArray(), "page").also { screen.setWebView(it) }

    @Test
    fun no_keyboard_learns_what_is_typed() {
        val (field, page) = EditorInfo() to page(screen())
        field.imeOptions = 6
        assertSame("and it is typed all the same", page.typing, page.onCreateInputConnection(field))
        assertEquals(6 or EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING, field.imeOptions)
    }

    @Test
    fun a_long_press_on_an_answer_offers_it_to_no_other_app() {
        val settings = page(screen()).settings
        assertEquals(
            WebSettings.MENU_ITEM_SHARE or WebSettings.MENU_ITEM_WEB_SEARCH or WebSettings.MENU_ITEM_PROCESS_TEXT,
            settings.disabledActionModeMenuItems,
        )
    }

    @Test
    fun letters_made_larger_while_the_app_runs_are_larger_on_the_page_at_once() {
        val screen = screen()
        screen.onConfigurationChanged(Configuration())
        val settings = page(screen).settings
        screen.onConfigurationChanged(Configuration().apply { fontScale = 1.3f })
        assertEquals(130, settings.textZoom)
    }

    @Test
    fun a_screen_that_android_makes_anew_begins_in_a_new_process_and_one_that_ends_does_not() {
        val screen = screen()
        destroy(screen)
        assertFalse(Phone.hasEnded)
        screen.isMadeAnew = true
        destroy(screen)
        assertTrue("its page would stay blank", Phone.hasEnded)
    }

    @Test
    fun out_of_sight_the_phone_locks_itself() {
        val screen = screen()
        hide(screen)
        assertEquals(listOf("stopped"), Native.calledSoFar())
    }

    @Test
    fun the_person_is_asked_once_and_while_the_screen_is_in_front_whether_the_job_may_tell() {
        val screen = screen()
        platform.scheduleUpload(true)
        Build.VERSION.SDK_INT = 33
        hide(screen)
        platform.scheduleUpload(true)
        show(screen)
        Phone.granted += Manifest.permission.POST_NOTIFICATIONS
        platform.scheduleUpload(true)
        assertEquals(emptyList<String>(), Phone.permissions)
        Phone.granted.clear()
        repeat(2) { platform.scheduleUpload(true) }
        assertEquals(listOf(Manifest.permission.POST_NOTIFICATIONS), Phone.permissions)
    }

    @Test
    fun bars_notch_and_keyboard_cover_nothing() {
        val screen = screen()
        val content = screen.findViewById<View>(android.R.id.content)
        val insets = WindowInsetsCompat()
        insets.kinds[WindowInsetsCompat.Type.systemBars()] = Insets.of(0, 24, 0, 48)
        insets.kinds[WindowInsetsCompat.Type.displayCutout()] = Insets.of(30, 0, 0, 0)
        insets.kinds[WindowInsetsCompat.Type.ime()] = Insets.of(0, 0, 0, 300)
        assertSame(WindowInsetsCompat.CONSUMED, content.insetsListener.onApplyWindowInsets(content, insets))
        assertArrayEquals(intArrayOf(30, 24, 0, 300), content.padding)
    }

    @Test
    fun an_enrolment_link_arrives_whether_the_app_runs_or_not() {
        val links = listOf("kentongan://kentongan.example.org/enrol#7K3Q-M2XA", "https://kentongan.example.org/enrol#7K3Q-M2XA")
        for (link in links) {
            val screen = screen(Intent(Intent.ACTION_VIEW, Uri.parse(link)))
            assertEquals(listOf("linkOpened $link"), Native.calledSoFar())
            open(screen, Intent(Intent.ACTION_VIEW, Uri.parse(link)))
            assertEquals(listOf("linkOpened $link"), Native.calledSoFar())
        }
    }

    @Test
    fun what_was_opened_is_not_opened_again_by_android() {
        val link = Intent(Intent.ACTION_VIEW, Uri.parse("kentongan://kentongan.example.org/enrol#7K3Q-M2XA"))
        screen(link, saved = Bundle())
        screen(link.addFlags(Intent.FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY))
        assertEquals(emptyList<String>(), Native.calledSoFar())
    }

    @Test
    fun a_carry_file_arrives_opened_or_shared() {
        screen(Intent(Intent.ACTION_VIEW, offered("a.kentongan", 10)))
        assertEquals("fileOpened 10", Native.called())
        val shared = Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_STREAM, offered("b.kentongan", 11))
        open(screen(), shared)
        assertEquals("fileOpened 11", Native.called())
        screen(Intent(Intent.ACTION_VIEW, Uri.parse("content://other.app/gone")))
        assertEquals("fileOpened 0", Native.called())
    }

    @Test
    fun another_app_cannot_have_a_file_of_ours_opened_nor_a_link_by_sharing() {
        screen(Intent(Intent.ACTION_VIEW, Uri.parse("file:///data/user/0/org.kentongan.phone/files/vault.db")))
        screen(Intent(Intent.ACTION_SEND).putExtra(Intent.EXTRA_STREAM, Uri.parse("https://elsewhere.example")))
        assertEquals(emptyList<String>(), Native.calledSoFar())
    }
}
