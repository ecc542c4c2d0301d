package org.kentongan.phone;

/** Made by Android's build from android/res. */
public final class R {
    public static final class string {
        public static final int channel_sending = 1;
    }

    public static final class drawable {
        public static final int kentongan_notification = 3;
    }

    public static final class plurals {
        public static final int records_sent = 2;
    }
}
