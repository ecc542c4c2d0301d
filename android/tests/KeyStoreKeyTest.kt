package org.kentongan.phone

import android.os.Build
import java.security.GeneralSecurityException
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
    private val message = ByteArray(32) { it.toByte() }

    @Before
    fun newKeyStore() = AndroidsKeyStore.fresh()

    @After
    fun noKeyStore() = AndroidsKeyStore.remove()

    private fun make() = assertTrue(platform.makeKey())

    @Test
    fun the_same_phone_computes_the_same_after_a_restart() {
        make()
        val mac = platform.mac(message)
        assertEquals(32, mac.size)
        start()
        make()
        assertArrayEquals(mac, platform.mac(message))
        assertFalse("another message", mac.contentEquals(platform.mac(ByteArray(32))))
        assertEquals("one key", 1, AndroidsKeyStore.made.size)
    }

    @Test
    fun another_phone_computes_something_else() {
        make()
        val mac = platform.mac(message)
        AndroidsKeyStore.fresh()
        make()
        assertFalse(mac.contentEquals(platform.mac(message)))
    }

    @Test
    fun the_key_is_for_nothing_else_and_needs_no_person_there() {
        make()
        val spec = AndroidsKeyStore.made.single()
        assertEquals(256, spec.keySize)
        assertEquals("signing alone", 4, spec.purposes)
        assertEquals(0, spec.blockModes.size)
    }

    @Test
    fun without_its_key_nothing_is_computed_and_no_new_key_is_made() {
        make()
        AndroidsKeyStore.fresh()
        assertThrows(GeneralSecurityException::class.java) { platform.mac(message) }
        assertEquals(0, AndroidsKeyStore.made.size)
    }

    @Test
    fun it_is_in_a_chip_of_its_own_where_the_phone_has_one() {
        make()
        assertFalse(AndroidsKeyStore.made.single().isStrongBoxBacked)
        Phone.hasSecureChip = true
        AndroidsKeyStore.fresh()
        make()
        assertTrue(AndroidsKeyStore.made.single().isStrongBoxBacked)
        Build.VERSION.SDK_INT = 27
        AndroidsKeyStore.fresh()
        make()
        assertFalse("android 8 knows none", AndroidsKeyStore.made.single().isStrongBoxBacked)
    }

    @Test
    fun a_chip_that_refuses_is_done_without() {
        Phone.hasSecureChip = true
        AndroidsKeyStore.chipRefuses = true
        make()
        assertEquals(32, platform.mac(message).size)
        assertFalse(AndroidsKeyStore.made.single().isStrongBoxBacked)
    }
}
