package org.kentongan.phone;

/** Made by Android's build. */
public final class BuildConfig {
    public static final boolean DEBUG = true;
}
