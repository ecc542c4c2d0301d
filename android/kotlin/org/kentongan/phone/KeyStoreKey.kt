// A key that never leaves the phone's key store, in a chip of its own where the phone has one. Rust asks for one MAC after
// another while it tries a PIN, so a copy of the app's files cannot be tried elsewhere. The key needs no person there:
// records are sent while the vault is locked.
package org.kentongan.phone

import android.content.Context
import android.content.pm.PackageManager
import android.os.Build
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.security.GeneralSecurityException
import java.security.KeyStore
import java.security.ProviderException
import javax.crypto.KeyGenerator
import javax.crypto.Mac
import javax.crypto.SecretKey

class KeyStoreKey(private val context: Context) {
    /** Makes the key if there is none. */
    @Synchronized
    fun make() {
        if (stored() != null) return
        val packages = context.packageManager
        val chip = Build.VERSION.SDK_INT >= Build.VERSION_CODES.P &&
            packages.hasSystemFeature(PackageManager.FEATURE_STRONGBOX_KEYSTORE)
        try {
            make(chip)
        } catch (error: ProviderException) {
            // Some phones claim a chip that does not work.
            if (chip) make(false) else throw error
        }
    }

    /** HMAC-SHA-256 under the key. A missing key is an error and never made anew: then every PIN would seem wrong. */
    @Synchronized
    fun mac(message: ByteArray): ByteArray {
        val key = stored() ?: throw GeneralSecurityException("the key is missing")
        return Mac.getInstance(KeyProperties.KEY_ALGORITHM_HMAC_SHA256).apply { init(key) }.doFinal(message)
    }

    private fun stored(): SecretKey? = KeyStore.getInstance(STORE).apply { load(null) }.getKey(NAME, null) as SecretKey?

    private fun make(chip: Boolean) {
        val spec = KeyGenParameterSpec.Builder(NAME, KeyProperties.PURPOSE_SIGN).setKeySize(256)
        if (chip && Build.VERSION.SDK_INT >= Build.VERSION_CODES.P) spec.setIsStrongBoxBacked(true)
        val generator = KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_HMAC_SHA256, STORE)
        generator.init(spec.build())
        generator.generateKey()
    }

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val NAME = "kentongan-mac"
    }
}
