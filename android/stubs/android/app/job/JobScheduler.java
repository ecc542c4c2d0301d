package android.app.job;

import java.util.*;

public class JobScheduler {
    public static final int RESULT_SUCCESS = 1;
    public final List<JobInfo> scheduled = new ArrayList<>();

    /** Android's answer when an app has hurried too often. */
    public static boolean refusesToHurry = false;
    public static final int RESULT_FAILURE = 0;

    public int schedule(JobInfo job) {
        if (refusesToHurry && job.isExpedited()) return RESULT_FAILURE;
        scheduled.add(job);
        return RESULT_SUCCESS;
    }

    public JobInfo getPendingJob(int jobId) {
        return scheduled.stream().filter(job -> job.getId() == jobId).reduce((first, last) -> last).orElse(null);
    }
}
