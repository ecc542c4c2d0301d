// Java's own key store under the name that Android's has, so that the app's code finds it there. It is kept in memory,
// or in a file that outlives the process.
package org.kentongan.phone

import android.security.keystore.KeyGenParameterSpec
import java.io.File
import java.io.InputStream
import java.io.OutputStream
import java.security.Key
import java.security.KeyStore
import java.security.KeyStoreSpi
import java.security.Provider
import java.security.ProviderException
import java.security.SecureRandom
import java.security.Security
import java.security.cert.Certificate
import java.security.spec.AlgorithmParameterSpec
import java.util.Collections
import java.util.Date
import java.util.Enumeration
import javax.crypto.KeyGenerator
import javax.crypto.KeyGeneratorSpi
import javax.crypto.SecretKey

object AndroidsKeyStore {
    private const val NAME = "AndroidKeyStore"
    private val password = CharArray(0)
    private var file: File? = null
    private var keys = KeyStore.getInstance("PKCS12")
    val made = mutableListOf<KeyGenParameterSpec>()
    var chipRefuses = false

    fun fresh() = kept(null)

    fun kept(file: File?) {
        remove()
        this.file = file
        keys = KeyStore.getInstance("PKCS12").apply { load(file?.takeIf(File::exists)?.inputStream(), password) }
        made.clear()
        chipRefuses = false
        Security.addProvider(Named())
    }

    fun remove() = Security.removeProvider(NAME)

    private class Named : Provider(NAME, "1", "") {
        init {
            put("KeyStore.$NAME", Store::class.java.name)
            put("KeyGenerator.HmacSHA256", Generator::class.java.name)
        }
    }

    class Generator : KeyGeneratorSpi() {
        private lateinit var spec: KeyGenParameterSpec

        override fun engineInit(parameters: AlgorithmParameterSpec, random: SecureRandom) {
            spec = parameters as KeyGenParameterSpec
        }

        override fun engineGenerateKey(): SecretKey {
            if (spec.isStrongBoxBacked && chipRefuses) throw ProviderException("no such chip")
            made += spec
            val key = KeyGenerator.getInstance("HmacSHA256", "SunJCE").apply { init(spec.keySize) }.generateKey()
            keys.setKeyEntry(spec.keystoreAlias, key, password, null)
            file?.outputStream()?.use { keys.store(it, password) }
            return key
        }

        override fun engineInit(random: SecureRandom) = throw UnsupportedOperationException()
        override fun engineInit(size: Int, random: SecureRandom) = throw UnsupportedOperationException()
    }

    class Store : KeyStoreSpi() {
        override fun engineLoad(stream: InputStream?, password: CharArray?) = Unit
        override fun engineGetKey(alias: String, ignored: CharArray?): Key? = keys.getKey(alias, password)
        override fun engineContainsAlias(alias: String) = keys.containsAlias(alias)
        override fun engineIsKeyEntry(alias: String) = keys.isKeyEntry(alias)
        override fun engineAliases(): Enumeration<String> = Collections.enumeration(keys.aliases().toList())
        override fun engineSize() = keys.size()
        override fun engineGetCertificateChain(alias: String): Array<Certificate> =
            throw UnsupportedOperationException()
        override fun engineGetCertificate(alias: String): Certificate = throw UnsupportedOperationException()
        override fun engineGetCreationDate(alias: String): Date = throw UnsupportedOperationException()
        override fun engineSetKeyEntry(alias: String, key: Key, password: CharArray, chain: Array<Certificate>?) =
            throw UnsupportedOperationException()
        override fun engineSetKeyEntry(alias: String, key: ByteArray, chain: Array<Certificate>?) =
            throw UnsupportedOperationException()
        override fun engineSetCertificateEntry(alias: String, certificate: Certificate) =
            throw UnsupportedOperationException()
        override fun engineDeleteEntry(alias: String) = throw UnsupportedOperationException()
        override fun engineIsCertificateEntry(alias: String) = false
        override fun engineGetCertificateAlias(certificate: Certificate): String = throw UnsupportedOperationException()
        override fun engineStore(stream: OutputStream, password: CharArray) = throw UnsupportedOperationException()
    }
}
