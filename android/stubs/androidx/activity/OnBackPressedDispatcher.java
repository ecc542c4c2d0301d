package androidx.activity;

import androidx.lifecycle.LifecycleOwner;
import java.util.*;

public final class OnBackPressedDispatcher {
    private final Deque<OnBackPressedCallback> callbacks = new ArrayDeque<>();
    /** How often Android did what it does without us. */
    public int leftToAndroid;

    public void addCallback(LifecycleOwner owner, OnBackPressedCallback onBackPressedCallback) {
        callbacks.push(onBackPressedCallback);
    }

    public void onBackPressed() {
        for (OnBackPressedCallback callback : callbacks) {
            if (callback.isEnabled()) {
                callback.handleOnBackPressed();
                return;
            }
        }
        leftToAndroid++;
    }
}
