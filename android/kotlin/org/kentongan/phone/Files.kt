// Files that other apps give us or take from us. They are in the cache, behind a FileProvider, and are deleted early: a
// photo once it is read, a shared file when the next one is shared, and the rest at the start.
package org.kentongan.phone

import android.content.ClipData
import android.content.Context
import android.content.Intent
import android.net.Uri
import androidx.core.content.FileProvider
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.InputStream
import java.util.UUID

class Files(private val context: Context) {
    private val photos get() = File(context.cacheDir, "photo")
    private val shared get() = File(context.cacheDir, "carry")

    /** Where the camera may put one picture. */
    fun newPhoto(): File {
        photos.mkdirs()
        return File(photos, "${UUID.randomUUID()}.jpg")
    }

    /** Reads the camera's picture and deletes it. Empty: too large, or it cannot be read. */
    fun takePhoto(photo: File): ByteArray = try {
        read(MAX_PHOTO) { photo.inputStream() }
    } finally {
        photo.delete()
    }

    /** Called while no picture is being taken, so every file there is a leftover. */
    fun cleanPhotos() = clean(photos) { true }

    /** Deletes the shared files before it. */
    fun toShare(name: String, content: ByteArray): Uri {
        require(File(name).name == name) { "no file name" }
        clean(shared) { true }
        shared.mkdirs()
        return reach(File(shared, name).apply { writeBytes(content) })
    }

    /**
     * Another app may read a shared file after this process has ended, and so start it again. A file that was just
     * shared must still be there.
     */
    fun cleanAtStart() {
        cleanPhotos()
        clean(shared) { System.currentTimeMillis() - it.lastModified() !in 0..SHARED_FOR }
    }

    fun reach(file: File): Uri = FileProvider.getUriForFile(context, "${context.packageName}.files", file)

    /** What another app offers. Empty: too large, or it cannot be read. */
    fun read(uri: Uri, limit: Int): ByteArray = read(limit) { context.contentResolver.openInputStream(uri) }

    private fun read(limit: Int, open: () -> InputStream?): ByteArray = try {
        open()?.use { from ->
            val content = ByteArrayOutputStream(from.available().coerceIn(0, limit))
            val piece = ByteArray(PIECE)
            var count = from.read(piece)
            while (count >= 0 && content.size() + count <= limit) {
                content.write(piece, 0, count)
                count = from.read(piece)
            }
            content.toByteArray().takeIf { count < 0 }
        } ?: ByteArray(0)
    } catch (_: Exception) {
        // Another app answers here, and may throw anything.
        ByteArray(0)
    } catch (_: OutOfMemoryError) {
        ByteArray(0)
    }

    private fun clean(folder: File, old: (File) -> Boolean) {
        folder.listFiles().orEmpty().filter(old).forEach { it.delete() }
    }

    companion object {
        /** Bytes of a carry file; the same limit as in Rust. */
        const val MAX_FILE = 32 * 1024 * 1024

        /** Bytes of a picture; the same limit as in Rust. */
        const val MAX_PHOTO = 30 * 1024 * 1024

        /** Milliseconds for which a shared file survives a start. */
        const val SHARED_FOR = 60 * 60 * 1000L

        private const val PIECE = 64 * 1024
    }
}

/** Only the receiver of this intent may use the file, and only while it handles the intent. */
fun Intent.grant(file: Uri, rights: Int): Intent = addFlags(rights).apply { clipData = ClipData.newRawUri(null, file) }
