// What a keyboard may do with what is typed into our page: nothing but type. One that learns would offer a child's name in
// the next chat, and may send it to whom it belongs. wry's web view asks here (.cargo/config.toml).
package org.kentongan.phone

import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputConnection

object Keyboard {
    /** A keyboard that does not heed it cannot be helped from here. */
    fun teachNothing(field: EditorInfo, typing: InputConnection?): InputConnection? {
        field.imeOptions = field.imeOptions or EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
        return typing
    }
}
