package androidx.lifecycle;

public final class ProcessLifecycleOwner implements LifecycleOwner {
    private static final ProcessLifecycleOwner ONLY = new ProcessLifecycleOwner();
    private final Lifecycle lifecycle = new Lifecycle() {};

    public static LifecycleOwner get() { return ONLY; }
    @Override public Lifecycle getLifecycle() { return lifecycle; }
}
