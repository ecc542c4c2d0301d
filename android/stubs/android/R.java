package android;

public final class R {
    public static final class id {
        public static final int content = 16908290;
    }

    public static final class drawable {
        public static final int stat_sys_upload_done = 17301641;
    }
}
