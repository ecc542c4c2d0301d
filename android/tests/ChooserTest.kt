package org.kentongan.phone

import android.content.Intent
import android.os.Build
import android.provider.MediaStore
import dev.dioxus.main.MainActivity
import java.io.File
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import stubs.Phone

class ChooserTest : Begun() {
    /** The camera opens, our screen goes out of sight; what the camera may write to. */
    private fun camera(screen: MainActivity): File {
        assertTrue(platform.takePhoto(true))
        val take = Phone.asked.last()
        assertEquals(MediaStore.ACTION_IMAGE_CAPTURE, take.action)
        assertTrue(take.flags and Intent.FLAG_GRANT_WRITE_URI_PERMISSION != 0)
        val place = take.getParcelableExtra<android.net.Uri>(MediaStore.EXTRA_OUTPUT)
        assertEquals(place, take.clipData.uri)
        hide(screen)
        return Phone.provided.getValue(place.toString())
    }

    @Test
    fun the_cameras_picture_arrives_and_is_left_nowhere() {
        val screen = screen()
        val photo = camera(screen)
        assertEquals("the app's alone", File(folder, "cache/photo"), photo.parentFile)
        photo.writeBytes(ByteArray(5000))
        answer(screen, Intent())
        assertEquals("photoTaken 5000", Native.called())
        assertEquals(emptyList<String>(), inCache("photo"))
    }

    @Test
    fun a_camera_that_was_closed_leaves_nothing_either() {
        val screen = screen()
        camera(screen).writeBytes(ByteArray(5000))
        answer(screen, null)
        assertEquals("photoTaken nothing", Native.called())
        assertEquals(emptyList<String>(), inCache("photo"))
    }

    @Test
    fun a_picture_whose_app_was_ended_meanwhile_does_not_stay() {
        camera(screen())
        start()
        val screen = screen()
        File(folder, "cache/photo/late.jpg").writeBytes(ByteArray(5000))
        answer(screen, Intent())
        val deadline = System.nanoTime() + 10_000_000_000
        while (inCache("photo").isNotEmpty()) check(System.nanoTime() < deadline) { "it stays" }
        File(folder, "cache/photo/late.jpg").writeBytes(ByteArray(5000))
        start()
        assertEquals(emptyList<String>(), inCache("photo"))
    }

    @Test
    fun a_photo_is_said_to_be_lost_when_android_ended_the_app_behind_the_camera() {
        val old = screen()
        camera(old)
        val kept = save(old)
        start()
        answer(anew(kept), Intent())
        assertEquals("photoLost", Native.called())
        answer(anew(kept), null)
        screen(saved = kept)
        assertEquals("neither for one that was not taken nor later", emptyList<String>(), Native.calledSoFar())
    }

    @Test
    fun what_was_no_photo_is_not_said_to_be_lost() {
        for (ask in listOf(platform::chooseFile, { platform.takePhoto(false) })) {
            val old = screen()
            assertTrue(ask())
            val kept = save(old)
            start()
            answer(anew(kept), Intent())
            assertEquals(emptyList<String>(), Native.calledSoFar())
        }
    }

    @Test
    fun a_photo_for_a_screen_that_android_made_anew_is_taken_and_not_lost() {
        val old = screen()
        val photo = camera(old)
        photo.writeBytes(ByteArray(5000))
        answer(anew(save(old)), Intent())
        assertEquals("photoTaken 5000", Native.called())
        assertEquals(emptyList<String>(), Native.calledSoFar())
    }

    @Test
    fun a_chooser_with_which_android_itself_breaks_is_answered_and_may_be_asked_for_again() {
        val screen = screen()
        Phone.breaks = NoSuchMethodError()
        assertFalse(platform.takePhoto(true))
        assertFalse(platform.chooseFile())
        Phone.breaks = null
        hide(screen)
        assertEquals("nothing of ours is in front", "stopped", Native.called())
        show(screen)
        assertTrue(platform.chooseFile())
    }

    @Test
    fun a_chooser_that_we_opened_does_not_lock_the_phone_but_leaving_afterwards_does() {
        val screen = screen()
        assertTrue(platform.chooseFile())
        hide(screen)
        assertEquals(emptyList<String>(), Native.calledSoFar())
        answer(screen, Intent().setData(offered("a.kentongan", 12)))
        assertEquals("fileOpened 12", Native.called())
        assertEquals("nothing is left to lock it later", 0, Phone.posted.size)
        hide(screen)
        assertEquals(listOf("stopped"), Native.calledSoFar())
    }

    @Test
    fun a_chooser_left_open_locks_the_phone_in_the_end() {
        val screen = screen()
        platform.chooseFile()
        hide(screen)
        val (lock, delay) = Phone.posted.entries.single()
        assertEquals(Chooser.PATIENCE, delay)
        lock.run()
        assertEquals(listOf("stopped"), Native.calledSoFar())
        // It slept meanwhile, and nothing that was posted came.
        Phone.elapsed += Chooser.PATIENCE
        answer(screen, Intent().setData(offered("a.kentongan", 12)))
        assertEquals("stopped", Native.called())
        assertEquals("fileOpened 12", Native.called())
    }

    @Test
    fun a_chooser_that_never_answers_is_forgotten_when_our_screen_is_in_front() {
        val screen = screen()
        platform.chooseFile()
        hide(screen)
        show(screen)
        assertEquals("fileOpened nothing", Native.called())
        hide(screen)
        assertEquals("stopped", Native.called())
    }

    @Test
    fun sharing_does_lock_the_phone() {
        val screen = screen()
        assertTrue(platform.share("a.kentongan", ByteArray(3)))
        hide(screen)
        assertEquals(listOf("stopped"), Native.calledSoFar())
    }

    @Test
    fun the_answer_finds_the_screen_that_android_made_anew() {
        val old = screen()
        platform.chooseFile()
        hide(old)
        val anew = MainActivity()
        answer(anew, Intent().setData(offered("a.kentongan", 12)))
        assertEquals("fileOpened 12", Native.called())
    }

    @Test
    fun two_taps_open_one_chooser() {
        screen()
        assertTrue(platform.takePhoto(false))
        assertFalse("the first is answered", platform.takePhoto(false))
        assertEquals(1, Phone.asked.size)
    }

    @Test
    fun without_a_screen_or_an_app_for_it_nothing_is_opened() {
        assertFalse(platform.takePhoto(true))
        val screen = screen()
        Phone.nobodyTakes += listOf(MediaStore.ACTION_IMAGE_CAPTURE, Intent.ACTION_OPEN_DOCUMENT)
        assertFalse(platform.takePhoto(true))
        assertFalse(platform.chooseFile())
        hide(screen)
        assertEquals("stopped", Native.called())
    }

    @Test
    fun the_gallery_shows_pictures_alone() {
        val screen = screen()
        assertTrue(platform.takePhoto(false))
        assertEquals("image/*", Phone.asked.last().type)
        answer(screen, Intent().setData(offered("picture", 100)))
        assertEquals("photoTaken 100", Native.called())
        Build.VERSION.SDK_INT = 33
        assertTrue(platform.takePhoto(false))
        assertEquals(MediaStore.ACTION_PICK_IMAGES, Phone.asked.last().action)
    }

    @Test
    fun what_is_too_large_is_not_taken_and_what_just_fits_is_whole() {
        val screen = screen()
        val sizes = listOf(Files.MAX_FILE to Files.MAX_FILE, Files.MAX_FILE + 1 to 0)
        for ((size, taken) in sizes) {
            platform.chooseFile()
            answer(screen, Intent().setData(offered("large", size)))
            assertEquals("fileOpened $taken", Native.called())
        }
        platform.takePhoto(false)
        answer(screen, Intent().setData(offered("large", Files.MAX_PHOTO + 1)))
        assertEquals("photoTaken 0", Native.called())
        platform.chooseFile()
        answer(screen, Intent().setData(offered("a.kentongan", 70_000)))
        assertEquals("fileOpened 70000", Native.called())
        assertArrayEquals(Phone.offered["content://other.app/a.kentongan"], Native.content)
    }
}
