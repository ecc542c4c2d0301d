package androidx.lifecycle;

public abstract class Lifecycle {
    public void addObserver(LifecycleObserver observer) {}
}
