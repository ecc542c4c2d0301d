package android.os;

public class Build {
    public static final String MANUFACTURER = "Maker";
    public static final String MODEL = "Model 1";

    public static class VERSION {
        public static final String RELEASE = "11";
        /** Android's is final. */
        public static int SDK_INT = 30;
    }

    public static class VERSION_CODES {
        public static final int N = 24;
        public static final int O = 26;
        public static final int P = 28;
        public static final int S = 31;
        public static final int TIRAMISU = 33;
    }
}
