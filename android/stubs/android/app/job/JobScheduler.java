package android.app.job;

import java.util.*;

public class JobScheduler {
    public static final int RESULT_SUCCESS = 1;
    public final List<JobInfo> scheduled = new ArrayList<>();

    public int schedule(JobInfo job) {
        scheduled.add(job);
        return RESULT_SUCCESS;
    }

    public JobInfo getPendingJob(int jobId) {
        return scheduled.stream().filter(job -> job.getId() == jobId).reduce((first, last) -> last).orElse(null);
    }
}
