package org.kentongan.phone

import android.Manifest
import android.app.Notification
import android.app.NotificationManager
import android.app.PendingIntent
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import android.os.Build
import java.util.concurrent.CountDownLatch
import java.util.concurrent.TimeUnit
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import stubs.Phone

class UploadJobTest : Begun() {
    private val scheduled get() = Phone.service(JobScheduler::class.java).scheduled
    private val notifications get() = Phone.service(NotificationManager::class.java)

    /** Whether the job wants to come again. */
    private fun run(answer: LongArray?): Boolean {
        Native.sending = { answer }
        val job = UploadJob()
        assertTrue("it works on", job.onStartJob(JobParameters()))
        val again = job.finished.poll(10, TimeUnit.SECONDS)
        assertEquals("sendWaiting 480", Native.called())
        return again
    }

    private fun told(): String? = notifications.shown.values.singleOrNull()?.title?.toString()

    @Test
    fun the_job_survives_a_reboot_waits_for_a_network_and_backs_off() {
        platform.scheduleUpload(false)
        val job = scheduled.single()
        assertEquals("org.kentongan.phone.UploadJob", job.service.className)
        assertTrue("it survives a reboot", job.isPersisted)
        assertEquals(JobInfo.NETWORK_TYPE_ANY, job.networkType)
        assertEquals(JobInfo.BACKOFF_POLICY_EXPONENTIAL, job.backoffPolicy)
        assertEquals(30_000, job.initialBackoffMillis)
        assertFalse(job.isExpedited)
    }

    @Test
    fun what_is_urgent_is_expedited_where_android_knows_that() {
        platform.scheduleUpload(true)
        assertFalse(scheduled.last().isExpedited)
        Build.VERSION.SDK_INT = 31
        platform.scheduleUpload(true)
        assertTrue(scheduled.last().isExpedited)
        assertTrue(scheduled.last().isPersisted)
    }

    @Test
    fun an_urgent_job_that_waits_is_scheduled_anew_too_and_stays_urgent() {
        Build.VERSION.SDK_INT = 31
        platform.scheduleUpload(true)
        repeat(2) { platform.scheduleUpload(false) }
        assertEquals("each begins its back-off anew", 3, scheduled.size)
        assertTrue(scheduled.all { it.isExpedited })
        JobScheduler.refusesToHurry = true
        try {
            platform.scheduleUpload(false)
        } finally {
            JobScheduler.refusesToHurry = false
        }
        assertEquals(4, scheduled.size)
    }

    @Test
    fun a_job_that_android_stops_stops_its_own_run_in_rust_and_no_later_one() {
        val stopped = CountDownLatch(1)
        Native.sending = { longArrayOf(2, 1).also { stopped.await() } }
        val job = UploadJob()
        job.onStartJob(JobParameters())
        assertEquals("sendWaiting 480", Native.called())
        assertTrue("it comes again", job.onStopJob(JobParameters()))
        assertEquals("stopSending", Native.called())
        assertEquals(Native.run, Native.stopped)
        stopped.countDown()
        assertEquals(true, job.finished.poll(10, TimeUnit.SECONDS))
        assertEquals("what went is told", "2 catatan terkirim", told())
        run(longArrayOf(1, 0))
        assertTrue("the next is another", Native.run > Native.stopped)
    }

    @Test
    fun scheduling_again_replaces_one_that_may_wait_for_hours_by_then() {
        repeat(3) { platform.scheduleUpload(false) }
        assertEquals(3, scheduled.size)
        assertEquals("the same job", 1, scheduled.map { it.id }.toSet().size)
    }

    @Test
    fun what_android_does_not_let_hurry_is_scheduled_all_the_same() {
        Build.VERSION.SDK_INT = 31
        JobScheduler.refusesToHurry = true
        try {
            platform.scheduleUpload(true)
        } finally {
            JobScheduler.refusesToHurry = false
        }
        assertFalse(scheduled.single().isExpedited)
    }

    @Test
    fun a_job_that_runs_is_not_stopped_by_scheduling_it_again_and_no_two_send_at_once() {
        val go = CountDownLatch(1)
        Native.sending = { longArrayOf(1, 0).also { go.await() } }
        val first = UploadJob()
        val second = UploadJob()
        first.onStartJob(JobParameters())
        assertEquals("sendWaiting 480", Native.called())
        platform.scheduleUpload(true)
        assertEquals(0, scheduled.size)
        second.onStartJob(JobParameters())
        assertEquals("the second comes again", true, second.finished.poll(10, TimeUnit.SECONDS))
        assertEquals(emptyList<String>(), Native.calledSoFar())
        go.countDown()
        assertEquals(false, first.finished.poll(10, TimeUnit.SECONDS))
    }

    @Test
    fun it_comes_again_while_something_waits_or_nothing_could_be_sent() {
        assertTrue(run(longArrayOf(3, 2)))
        assertTrue(run(null))
        assertFalse(run(longArrayOf(3, 0)))
        assertFalse(run(longArrayOf(0, 0)))
        assertTrue("and when android stops it", UploadJob().onStopJob(JobParameters()))
    }

    @Test
    fun what_breaks_in_rust_ends_the_job_and_it_comes_again() {
        for (broken in listOf(IllegalStateException(), OutOfMemoryError(), UnsatisfiedLinkError())) {
            Native.sending = { throw broken }
            val job = UploadJob()
            job.onStartJob(JobParameters())
            assertEquals(true, job.finished.poll(10, TimeUnit.SECONDS))
        }
    }

    @Test
    fun how_many_went_is_told_in_both_languages() {
        run(longArrayOf(3, 0))
        assertEquals("3 catatan terkirim", told())
        run(longArrayOf(1, 0))
        assertEquals("1 catatan terkirim", told())
        Phone.language = "en"
        run(longArrayOf(1, 0))
        assertEquals("1 record sent", told())
        run(longArrayOf(3, 1))
        assertEquals("3 records sent", told())
        assertEquals(listOf("Pengiriman catatan", "Sending records"), notifications.channels.map { it.name }.distinct())
    }

    @Test
    fun nothing_is_told_when_nothing_went() {
        run(longArrayOf(0, 4))
        run(null)
        assertEquals(0, notifications.shown.size)
    }

    @Test
    fun the_notification_makes_no_sound_and_is_hidden_on_a_locked_phone() {
        run(longArrayOf(3, 0))
        val channel = notifications.channels.single()
        assertEquals(NotificationManager.IMPORTANCE_LOW, channel.importance)
        assertEquals(Notification.VISIBILITY_SECRET, channel.lockscreenVisibility)
        val told = notifications.shown.values.single()
        assertEquals(channel.id, told.channel)
        assertEquals(R.drawable.kentongan_notification, told.icon)
        assertEquals(Notification.VISIBILITY_SECRET, told.visibility)
        assertTrue(told.goesWhenTapped)
        assertEquals(PendingIntent.FLAG_IMMUTABLE, told.contentIntent.flags)
        assertEquals("dev.dioxus.main.MainActivity", told.contentIntent.intent.component.className)
    }

    @Test
    fun from_android_13_on_it_is_told_only_when_the_person_allowed_it() {
        Build.VERSION.SDK_INT = 33
        assertFalse(run(longArrayOf(3, 0)))
        assertEquals(0, notifications.shown.size)
        Phone.granted += Manifest.permission.POST_NOTIFICATIONS
        run(longArrayOf(3, 0))
        assertEquals("3 catatan terkirim", told())
    }
}
