package org.kentongan.phone

import android.os.Build
import java.security.GeneralSecurityException
import javax.crypto.AEADBadTagException
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import stubs.Phone

class KeyStoreKeyTest : Begun() {
    private val plain = ByteArray(32) { it.toByte() }

    @Before
    fun newKeyStore() = AndroidsKeyStore.fresh()

    @After
    fun noKeyStore() = AndroidsKeyStore.remove()

    @Test
    fun what_was_wrapped_is_unwrapped_by_the_same_phone_after_a_restart() {
        val wrapped = platform.wrap(plain)
        assertEquals("12 bytes in front, 16 behind", 12 + 32 + 16, wrapped.size)
        start()
        assertArrayEquals(plain, platform.unwrap(wrapped))
        assertFalse("each time anew", wrapped.contentEquals(platform.wrap(plain)))
        assertEquals("one key", 1, AndroidsKeyStore.made.size)
    }

    @Test
    fun the_key_is_for_nothing_else_and_needs_nobody_there() {
        platform.wrap(plain)
        val spec = AndroidsKeyStore.made.single()
        assertEquals(256, spec.keySize)
        assertEquals(listOf("GCM"), spec.blockModes.toList())
        assertEquals(listOf("NoPadding"), spec.encryptionPaddings.toList())
        assertEquals(3, spec.purposes)
    }

    @Test
    fun a_changed_byte_anywhere_is_noticed() {
        val wrapped = platform.wrap(plain)
        for (place in wrapped.indices) {
            val changed = wrapped.copyOf().also { it[place] = (it[place].toInt() xor 1).toByte() }
            assertThrows(AEADBadTagException::class.java) { platform.unwrap(changed) }
        }
        for (size in 0 until wrapped.size) {
            assertThrows(GeneralSecurityException::class.java) { platform.unwrap(wrapped.copyOf(size)) }
        }
    }

    @Test
    fun without_its_key_nothing_is_unwrapped_and_no_new_key_is_made() {
        val wrapped = platform.wrap(plain)
        AndroidsKeyStore.fresh()
        assertThrows(GeneralSecurityException::class.java) { platform.unwrap(wrapped) }
        assertEquals(0, AndroidsKeyStore.made.size)
    }

    @Test
    fun it_is_in_a_chip_of_its_own_where_there_is_one() {
        platform.wrap(plain)
        assertFalse(AndroidsKeyStore.made.single().isStrongBoxBacked)
        Phone.hasSecureChip = true
        AndroidsKeyStore.fresh()
        platform.wrap(plain)
        assertTrue(AndroidsKeyStore.made.single().isStrongBoxBacked)
        Build.VERSION.SDK_INT = 27
        AndroidsKeyStore.fresh()
        platform.wrap(plain)
        assertFalse("android 8 knows none", AndroidsKeyStore.made.single().isStrongBoxBacked)
    }

    @Test
    fun a_chip_that_refuses_is_done_without() {
        Phone.hasSecureChip = true
        AndroidsKeyStore.chipRefuses = true
        assertArrayEquals(plain, platform.unwrap(platform.wrap(plain)))
        assertFalse(AndroidsKeyStore.made.single().isStrongBoxBacked)
    }
}
