package org.kentongan.phone;

/** Made by Android's build from android/res. */
public final class R {
    public static final class string {
        public static final int channel_sending = 1;
        public static final int web_view_title = 4;
        public static final int web_view_text = 5;
        public static final int web_view_update = 6;
        public static final int web_view_close = 7;
    }

    public static final class drawable {
        public static final int kentongan_notification = 3;
    }

    public static final class plurals {
        public static final int records_sent = 2;
    }
}
