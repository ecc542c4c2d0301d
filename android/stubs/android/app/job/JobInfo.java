package android.app.job;

import android.content.ComponentName;

public class JobInfo {
    public static final int NETWORK_TYPE_ANY = 1;
    public static final int BACKOFF_POLICY_EXPONENTIAL = 1;
    private int id;
    private ComponentName service;
    private int networkType;
    private boolean isPersisted;
    private boolean isExpedited;
    private long initialBackoffMillis;
    private int backoffPolicy = -1;

    public int getId() { return id; }
    public ComponentName getService() { return service; }
    public int getNetworkType() { return networkType; }
    public boolean isPersisted() { return isPersisted; }
    public boolean isExpedited() { return isExpedited; }
    public long getInitialBackoffMillis() { return initialBackoffMillis; }
    public int getBackoffPolicy() { return backoffPolicy; }

    public static final class Builder {
        private final JobInfo made = new JobInfo();

        public Builder(int jobId, ComponentName jobService) {
            made.id = jobId;
            made.service = jobService;
        }

        public Builder setRequiredNetworkType(int networkType) { made.networkType = networkType; return this; }
        public Builder setPersisted(boolean isPersisted) { made.isPersisted = isPersisted; return this; }
        public Builder setExpedited(boolean expedited) { made.isExpedited = expedited; return this; }
        public Builder setBackoffCriteria(long initialBackoffMillis, int backoffPolicy) {
            made.initialBackoffMillis = initialBackoffMillis;
            made.backoffPolicy = backoffPolicy;
            return this;
        }
        public JobInfo build() { return made; }
    }
}
