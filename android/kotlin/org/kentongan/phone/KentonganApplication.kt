// The process begins here, for a screen and for a job alike. It cleans the cache, then tells Rust how to reach Android.
package org.kentongan.phone

import android.app.Application

class KentonganApplication : Application() {
    lateinit var platform: Platform
        private set

    override fun onCreate() {
        super.onCreate()
        platform = Platform(this)
        platform.files.cleanAtStart()
        Native.attach(platform)
    }
}
