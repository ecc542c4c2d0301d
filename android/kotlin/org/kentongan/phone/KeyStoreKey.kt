// A key that never leaves the phone's key store; if there is a security chip, it is in that chip. What it wraps is useless
// on another phone and in a copy of this phone's files. It needs no person present: records are sent while the vault is
// locked.
package org.kentongan.phone

import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec

class KeyStoreKey(private val context: Context) {
    /** The 12 bytes that the key store chose, then what it encrypted. */
    @Synchronized
    fun wrap(plain: ByteArray): ByteArray {
        val cipher = Cipher.getInstance(CIPHER).apply { init(Cipher.ENCRYPT_MODE, stored() ?: made()) }
        check(cipher.iv.size == IV) { "an initialisation vector of another length" }
        return cipher.iv + cipher.doFinal(plain)
    }

    @Synchronized
    fun unwrap(wrapped: ByteArray): ByteArray {
        val key = stored() ?: throw GeneralSecurityException("the key is gone")
        if (wrapped.size < IV + TAG_BITS / 8) throw GeneralSecurityException("cut off")
        val cipher = Cipher.getInstance(CIPHER)
        cipher.init(Cipher.DECRYPT_MODE, key, GCMParameterSpec(TAG_BITS, wrapped, 0, IV))
        return cipher.doFinal(wrapped, IV, wrapped.size - IV)
    }

    private fun stored(): SecretKey? = KeyStore.getInstance(STORE).apply { load(null) }.getKey(NAME, null) as SecretKey?

    private fun made(): SecretKey {
        val packages = context.packageManager
        val chip = Build.VERSION.SDK_INT >= Build.VERSION_CODES.P &&
            packages.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
        return try {
            make(chip)
        } catch (error: ProviderException) {
            // Some phones announce a chip that does not work.
            if (chip) make(false) else throw error
        }
    }

    private fun make(chip: Boolean): SecretKey {
        val spec = KeyGenParameterSpec.Builder(NAME, KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
        if (chip && Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) spec.setIsStrongBoxBacked(true)
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE)
        generator.init(spec.build())
        return generator.generateKey()
    }

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val NAME = "kentongan"
        const val CIPHER = "AES/GCM/NoPadding"
        const val IV = 12
        const val TAG_BITS = 128
    }
}
