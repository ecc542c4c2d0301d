// Keyboards must not learn from our page. One that learns offers a child's name in the next chat, and may send it to its
// maker. wry's web view calls this (.cargo/config.toml).
package org.kentongan.phone

import android.view.inputmethod.EditorInfo
import android.view.inputmethod.InputConnection

object Keyboard {
    /** A request: a keyboard may ignore it. */
    fun teachNothing(field: EditorInfo, typing: InputConnection?): InputConnection? {
        field.imeOptions = field.imeOptions or EditorInfo.IME_FLAG_NO_PERSONALIZED_LEARNING
        return typing
    }
}
