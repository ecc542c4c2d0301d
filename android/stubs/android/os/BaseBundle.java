package android.os;

import java.util.*;

public class BaseBundle {
    private final Map<String, Object> kept = new HashMap<>();

    public boolean containsKey(String key) { return kept.containsKey(key); }
    public int getInt(String key) { return (int) kept.getOrDefault(key, 0); }
    public void putInt(String key, int value) { kept.put(key, value); }
    public boolean getBoolean(String key) { return (boolean) kept.getOrDefault(key, false); }
    public void putBoolean(String key, boolean value) { kept.put(key, value); }
}
