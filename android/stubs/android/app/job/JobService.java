package android.app.job;

import java.util.concurrent.SynchronousQueue;

public abstract class JobService extends android.app.Service {
    /** Whether it wants to be started again. */
    public final SynchronousQueue<Boolean> finished = new SynchronousQueue<>();

    public abstract boolean onStartJob(JobParameters params);
    public abstract boolean onStopJob(JobParameters params);

    public final void jobFinished(JobParameters params, boolean wantsReschedule) {
        try {
            finished.put(wantsReschedule);
        } catch (InterruptedException error) {
            throw new IllegalStateException(error);
        }
    }
}
