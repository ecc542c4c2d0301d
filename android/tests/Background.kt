// A process that Android began for the job alone, with the real Rust behind it: tests/android starts this beside a real
// central, on the folder of a phone that was enrolled before, and reads what it says.
package org.kentongan.phone

import android.app.NotificationManager
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.net.ConnectivityManager
import android.net.NetworkCapabilities
import java.io.File
import java.util.concurrent.TimeUnit
import stubs.Phone

fun main(arguments: Array<String>) {
    val folder = File(arguments[0])
    Phone.fresh(folder)
    AndroidsKeyStore.kept(File(folder, "keystore"))
    Phone.service(ConnectivityManager::class.java).apply {
        active = android.net.Network()
        capabilities = NetworkCapabilities()
    }
    val application = KentonganApplication()
    Phone.application = application
    application.onCreate()

    // Nobody listens in a process without a screen, and nothing may break by it.
    println("back ${Native.back()}")
    Native.stopped()
    Native.networkChanged()
    Native.linkOpened("kentongan://kentongan.example.org/enrol#7K3Q-M2XA")
    for (content in listOf(null, ByteArray(0), ByteArray(70_000))) {
        Native.fileOpened(content)
        Native.photoTaken(content)
    }
    Native.photoLost()

    // Each line that comes in is Android's doing: it stops the first job before it has begun, the second while it sends.
    if (arguments.size > 1) {
        stopped { }
        readln()
        stopped { readln() }
        readln()
    }

    val job = UploadJob()
    job.onStartJob(JobParameters())
    println("again ${job.finished.poll(100, TimeUnit.SECONDS)}")
    println("told ${Phone.service(NotificationManager::class.java).shown.values.map { it.title }}")
    println("scheduled ${Phone.service(JobScheduler::class.java).scheduled.size}")
}

/** A job that Android stops; it ends long before a request of its would. */
private fun stopped(meanwhile: () -> Unit) {
    val job = UploadJob()
    job.onStartJob(JobParameters())
    meanwhile()
    job.onStopJob(JobParameters())
    println("stopped, again ${job.finished.poll(20, TimeUnit.SECONDS)}")
}
