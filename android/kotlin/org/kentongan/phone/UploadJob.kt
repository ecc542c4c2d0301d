// Sends what waits while the app is closed. Android starts this as soon as there is a network, after a reboot too
// (decision 0031). The vault stays locked. The notification says how many records were sent and nothing about them.
package org.kentongan.phone

import android.Manifest
import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.app.job.JobService
import android.content.ComponentName
import android.content.Context
import android.content.Intent
import android.content.pm.PackageManager
import android.os.Build
import dev.dioxus.main.MainActivity
import java.util.concurrent.atomic.AtomicBoolean
import java.util.concurrent.atomic.AtomicInteger
import kotlin.concurrent.thread

class UploadJob : JobService() {
    /** The last run of this job. Android starts and stops jobs on one thread. */
    private var run = 0

    override fun onStartJob(parameters: JobParameters): Boolean {
        val run = runs.incrementAndGet()
        this.run = run
        thread(name = "upload") {
            val sent = try {
                send(run)
            } catch (_: Throwable) {
                // Out of memory, perhaps. Nobody sees a job, so it must end; Android runs it again.
                null
            }
            val delivered = sent?.get(0) ?: 0
            if (delivered > 0) tell(delivered.coerceAtMost(Int.MAX_VALUE.toLong()).toInt())
            jobFinished(parameters, sent == null || sent[1] > 0)
        }
        return true
    }

    /** Out of time or network. True: run it again later. */
    override fun onStopJob(parameters: JobParameters): Boolean {
        Native.stopSending(run)
        return true
    }

    private fun tell(delivered: Int) {
        val mayTell = Build.VERSION.SDK_INT < Build.VERSION_CODES.TIRAMISU ||
            checkSelfPermission(Manifest.permission.POST_NOTIFICATIONS) == PackageManager.PERMISSION_GRANTED
        if (!mayTell) return
        val notifications = getSystemService(NotificationManager::class.java)
        // Low importance makes no sound.
        val name = getString(R.string.channel_sending)
        val channel = NotificationChannel(CHANNEL, name, NotificationManager.IMPORTANCE_LOW)
        channel.lockscreenVisibility = Notification.VISIBILITY_SECRET
        notifications.createNotificationChannel(channel)
        val screen = Intent(this, MainActivity::class.java)
        val open = PendingIntent.getActivity(this, 0, screen, PendingIntent.FLAG_IMMUTABLE)
        val notification = Notification.Builder(this, CHANNEL)
            .setSmallIcon(R.drawable.kentongan_notification)
            .setContentTitle(resources.getQuantityString(R.plurals.records_sent, delivered, delivered))
            .setVisibility(Notification.VISIBILITY_SECRET)
            .setContentIntent(open)
            .setAutoCancel(true)
            .build()
        notifications.notify(NOTIFICATION, notification)
    }

    companion object {
        /** Android ends a job after ten minutes. */
        const val SECONDS = 8 * 60
        private const val JOB = 1
        private const val BACK_OFF_MILLIS = 30_000L
        private const val NOTIFICATION = 1
        private const val CHANNEL = "sending"

        private val isSending = AtomicBoolean()

        /** Counts the runs in this process; a run's number is its name. */
        private val runs = AtomicInteger()

        /** Null also if another run is sending. */
        private fun send(run: Int): LongArray? {
            if (!isSending.compareAndSet(false, true)) return null
            return try {
                Native.sendWaiting(run, SECONDS)
            } finally {
                isSending.set(false)
            }
        }

        /**
         * Scheduling a job again stops it if it runs, and resets its back-off, which may have grown to hours. A running
         * job finds what still waits by itself. An urgent job stays urgent.
         */
        fun schedule(context: Context, urgent: Boolean) {
            if (isSending.get()) return
            val scheduler = context.getSystemService(JobScheduler::class.java)
            val hurries = urgent || isUrgent(scheduler.getPendingJob(JOB))
            val job = JobInfo.Builder(JOB, ComponentName(context, UploadJob::class.java))
                .setRequiredNetworkType(JobInfo.NETWORK_TYPE_ANY)
                .setBackoffCriteria(BACK_OFF_MILLIS, JobInfo.BACKOFF_POLICY_EXPONENTIAL)
                .setPersisted(true)
            if (hurries && Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) job.setExpedited(true)
            val isTaken = scheduler.schedule(job.build()) == JobScheduler.RESULT_SUCCESS
            // Android limits how many expedited jobs an app may have a day.
            if (!isTaken && hurries && Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) {
                scheduler.schedule(job.setExpedited(false).build())
            }
        }

        private fun isUrgent(job: JobInfo?): Boolean =
            Build.VERSION.SDK_INT >= Build.VERSION_CODES.S && job != null && job.isExpedited
    }
}
