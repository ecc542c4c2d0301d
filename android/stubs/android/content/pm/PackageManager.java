package android.content.pm;

import stubs.Phone;

public class PackageManager {
    public static final int PERMISSION_GRANTED = 0;
    public static final int PERMISSION_DENIED = -1;
    public static final String FEATURE_STRONGBOX_KEYSTORE = "android.hardware.strongbox_keystore";

    public boolean hasSystemFeature(String featureName) {
        return featureName.equals(FEATURE_STRONGBOX_KEYSTORE) && Phone.hasSecureChip;
    }

    public PackageInfo getPackageInfo(String packageName, int flags) { return new PackageInfo(); }
}
