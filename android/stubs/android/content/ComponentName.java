package android.content;

public final class ComponentName {
    private final String className;

    public ComponentName(Context pkg, Class<?> cls) { className = cls.getName(); }
    public String getClassName() { return className; }
}
