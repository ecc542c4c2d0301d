package android.security.keystore;

import java.security.spec.AlgorithmParameterSpec;

public final class KeyGenParameterSpec implements AlgorithmParameterSpec {
    private final String keystoreAlias;
    private final int purposes;
    private String[] blockModes = {};
    private String[] encryptionPaddings = {};
    private int keySize;
    private boolean isStrongBoxBacked;

    private KeyGenParameterSpec(String keystoreAlias, int purposes) {
        this.keystoreAlias = keystoreAlias;
        this.purposes = purposes;
    }

    public String getKeystoreAlias() { return keystoreAlias; }
    public int getPurposes() { return purposes; }
    public String[] getBlockModes() { return blockModes; }
    public String[] getEncryptionPaddings() { return encryptionPaddings; }
    public int getKeySize() { return keySize; }
    public boolean isStrongBoxBacked() { return isStrongBoxBacked; }

    public static final class Builder {
        private final KeyGenParameterSpec made;

        public Builder(String keystoreAlias, int purposes) { made = new KeyGenParameterSpec(keystoreAlias, purposes); }
        public Builder setBlockModes(String... blockModes) { made.blockModes = blockModes; return this; }
        public Builder setEncryptionPaddings(String... paddings) { made.encryptionPaddings = paddings; return this; }
        public Builder setKeySize(int keySize) { made.keySize = keySize; return this; }
        public Builder setIsStrongBoxBacked(boolean isBacked) { made.isStrongBoxBacked = isBacked; return this; }
        public KeyGenParameterSpec build() { return made; }
    }
}
